/** What these tests start. */
import { makeTool } from '../../scripts/lib/package/tool.js';

export default makeTool;
