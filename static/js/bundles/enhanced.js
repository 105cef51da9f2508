// The scripts of the enhanced pages, loaded in addition to page.js.
import "../enhanced/fresh.js";
import "../enhanced/controls.js";
import "../enhanced/groups.js";
