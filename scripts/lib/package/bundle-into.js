/** Writes the bundle below the folder that is named, for who can't wait for a promise: test/kernels lays out a guest. */
import { bundle } from './bundle.js';

await bundle(process.argv[2]);
