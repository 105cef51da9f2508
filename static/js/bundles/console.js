// The scripts of the console pages, loaded in addition to page.js.
import "../console/field-states.js";
import "../console/send.js";
import "../console/errors.js";
import "../console/live-update.js";
import "../console/field-filter.js";
import "../console/operations.js";
import "../console/draft.js";
import "../console/tab-address.js";
import "../console/tabs.js";
import "../console/keyboard.js";
import "../console/guard.js";
import "../console/context.js";
