// The scripts of every page; one file after collectstatic (portal/static_files.py).
import "../submit-once.js";
import "../copy.js";
import "../toasts.js";
import "../requests.js";
import "../form-errors.js";
