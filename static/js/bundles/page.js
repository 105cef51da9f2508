// What a page of somebody who is signed in loads, in place of portal.js.
import "../busy.js";
import "../copy.js";
import "../toasts.js";
import "../requests.js";
import "../form-errors.js";
import "../menu.js";
import "../keys.js";
import "../moments.js";
