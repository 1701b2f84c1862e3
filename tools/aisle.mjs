#!/usr/bin/env node
// The command `aisle`: the tools are TypeScript, which tsx runs.
import { register } from "tsx/esm/api";

register();
await import("./main.ts");
