/** Builds and runs the C++ tests alone. `--sanitize`: with the address sanitizer. */
import { parseArgs } from 'node:util';
import { tryNativeTests } from './lib/native/native-tests.js';

const { values } = parseArgs({ options: { sanitize: { type: 'boolean', default: false } } });
if (!tryNativeTests(values)) process.exitCode = 1;
