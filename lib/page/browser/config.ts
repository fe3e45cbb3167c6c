import type { PageConfig } from "../page-config";

declare const PAGE_CONFIG: PageConfig;

/** What this page knows of itself: it is put in when the page is made. */
export const config = PAGE_CONFIG;
