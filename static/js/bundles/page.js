// What a page of somebody who is signed in loads, in place of portal.js.
import "../submit-once.js";
import "../copy.js";
import "../toasts.js";
import "../requests.js";
import "../form-errors.js";
import "../menu.js";
import "../shortcuts.js";
import "../relative-time.js";
