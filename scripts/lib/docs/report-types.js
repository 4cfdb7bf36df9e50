/** The types of a report for TypeScript, made from the schema, so that who reads one needs no validator. */
import { compile } from 'json-schema-to-typescript';

export const reportTypesText = (schemaText) =>
  compile(JSON.parse(schemaText), 'report', {
    // A reader meets fields of later versions, and has no name for them.
    additionalProperties: false,
    bannerComment: '/** Written by npm run schema from schema/report.schema.json. */',
    style: { singleQuote: true, printWidth: 110 },
  });
