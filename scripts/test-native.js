/** Builds and runs the C++ tests alone. */
import { tryNativeTests } from './lib/native-tests.js';

if (!tryNativeTests()) process.exitCode = 1;
