// What a page loads, in one file once it is collected (portal/static_files.py).
import "../submit-once.js";
import "../copy.js";
import "../toasts.js";
import "../requests.js";
import "../form-errors.js";
