// Every row of `rows/`, sorted by type. Made by `make rows`: do not edit.

import { ai360 } from "./rows/ai360";
import { aimlapi } from "./rows/aimlapi";
import { azure } from "./rows/azure";
import { baichuan } from "./rows/baichuan";
import { baidu } from "./rows/baidu";
import { bedrock } from "./rows/bedrock";
import { claude } from "./rows/claude";
import { cloudflare } from "./rows/cloudflare";
import { cohere } from "./rows/cohere";
import { coze } from "./rows/coze";
import { custom } from "./rows/custom";
import { deepl } from "./rows/deepl";
import { deepseek } from "./rows/deepseek";
import { dify } from "./rows/dify";
import { doubao } from "./rows/doubao";
import { fireworks } from "./rows/fireworks";
import { galadriel } from "./rows/galadriel";
import { gemini } from "./rows/gemini";
import { generic } from "./rows/generic";
import { github } from "./rows/github";
import { grok } from "./rows/grok";
import { groq } from "./rows/groq";
import { hunyuan } from "./rows/hunyuan";
import { kling } from "./rows/kling";
import { longcat } from "./rows/longcat";
import { minimax } from "./rows/minimax";
import { mistral } from "./rows/mistral";
import { moonshot } from "./rows/moonshot";
import { ollama } from "./rows/ollama";
import { openai } from "./rows/openai";
import { openrouter } from "./rows/openrouter";
import { qwen } from "./rows/qwen";
import { spark } from "./rows/spark";
import { stepfun } from "./rows/stepfun";
import { togetherAi } from "./rows/together-ai";
import { triton } from "./rows/triton";
import { vertex } from "./rows/vertex";
import { vllm } from "./rows/vllm";
import { yi } from "./rows/yi";
import { zhipuai } from "./rows/zhipuai";
import { ProviderRow } from "./spec";

/** The types that there are. */
export const TYPES: Array<string> = [
  "ai360",
  "aimlapi",
  "azure",
  "baichuan",
  "baidu",
  "bedrock",
  "claude",
  "cloudflare",
  "cohere",
  "coze",
  "custom",
  "deepl",
  "deepseek",
  "dify",
  "doubao",
  "fireworks",
  "galadriel",
  "gemini",
  "generic",
  "github",
  "grok",
  "groq",
  "hunyuan",
  "kling",
  "longcat",
  "minimax",
  "mistral",
  "moonshot",
  "ollama",
  "openai",
  "openrouter",
  "qwen",
  "spark",
  "stepfun",
  "together-ai",
  "triton",
  "vertex",
  "vllm",
  "yi",
  "zhipuai",
];

/** What makes the row of each. */
export const MAKERS: Array<() => ProviderRow> = [
  ai360,
  aimlapi,
  azure,
  baichuan,
  baidu,
  bedrock,
  claude,
  cloudflare,
  cohere,
  coze,
  custom,
  deepl,
  deepseek,
  dify,
  doubao,
  fireworks,
  galadriel,
  gemini,
  generic,
  github,
  grok,
  groq,
  hunyuan,
  kling,
  longcat,
  minimax,
  mistral,
  moonshot,
  ollama,
  openai,
  openrouter,
  qwen,
  spark,
  stepfun,
  togetherAi,
  triton,
  vertex,
  vllm,
  yi,
  zhipuai,
];
