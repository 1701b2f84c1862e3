// What reads and changes request bodies. One of each for all exchanges: they hold nothing from one callback to the next.

import { BodyWindow } from "./body-window";
import { FormBody } from "./form-body";
import { RequestBody } from "./request-body";

const window = new BodyWindow();

/** Of JSON bodies. */
export const body: RequestBody = new RequestBody(window);
/** Of forms. */
export const form: FormBody = new FormBody(window);
