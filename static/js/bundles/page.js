// What every page of somebody who is signed in loads besides.
import "../menu.js";
import "../keys.js";
import "../moments.js";
