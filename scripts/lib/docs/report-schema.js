/** The JSON Schema of the report, made from the contract. */
import { toJsonSchema } from '@valibot/to-json-schema';

/** The text of schema/report.schema.json, for a contract module: the built one, or the source in a test. */
export function reportSchemaText({ Report, SCHEMA_ID }) {
  const { $schema, ...schema } = toJsonSchema(Report, { target: 'draft-2020-12' });
  // Without the version: generators name types by it, and a minor one only adds fields.
  const title = 'hgm-probe report';
  return `${JSON.stringify({ $schema, $id: SCHEMA_ID, title, ...schema }, null, 2)}\n`;
}
