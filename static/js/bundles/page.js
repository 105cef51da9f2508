// The scripts of the pages of a signed-in user, loaded instead of portal.js.
import "../submit-once.js";
import "../copy.js";
import "../fill.js";
import "../toasts.js";
import "../requests.js";
import "../form-errors.js";
import "../menu.js";
import "../shortcuts.js";
import "../palette.js";
import "../relative-time.js";
