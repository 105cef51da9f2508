// What the console loads besides.
import "../console.js";
import "../console-draft.js";
import "../console-keys.js";
