/** The buckets that histograms are to have (https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/). */

export const DURATION = "gen_ai_server_request_duration_milliseconds";
export const TOKENS = "gen_ai_client_token_usage";
/** OpenTelemetry's advice for these histograms, seconds as milliseconds; and what is added to it. */
export const BOUNDARIES: Record<string, { advised: number[]; added: number[]; left: number[] }> = {
  [DURATION]: {
    advised: [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10240, 20480, 40960, 81920],
    added: [163840, 327680, 655360],
    left: [],
  },
  gen_ai_server_time_to_first_token_milliseconds: {
    advised: [1, 5, 10, 20, 40, 60, 80, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000],
    added: [25000, 50000, 100000],
    left: [],
  },
  gen_ai_server_time_per_output_token_milliseconds: {
    advised: [10, 25, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1000, 2500],
    added: [1, 2, 5],
    left: [],
  },
  [TOKENS]: {
    advised: Array.from({ length: 14 }, (_, power) => 4 ** power),
    added: [],
    // Longer than any model's context: more lines for nothing.
    left: [16777216, 67108864],
  },
};
