// `make soak`: what only shows after a long time, or with many at once. Prints figures; fails where a limit is passed.

import { soakBodies, soakStreams } from "./streams.ts";
import { soakCollection } from "./collection.ts";
import { soakEnvoy } from "./envoy.ts";
import { soakExchanges } from "./exchanges.ts";
import { soakStorm } from "./storm.ts";
import { timed } from "./table.ts";

const exchanges = Number(process.env.EXCHANGES || 1_000_000);

const seconds = await timed(async () => {
  await soakStreams();
  await soakBodies();
  soakCollection();
  await soakEnvoy();
  await soakStorm(Number(process.env.STORM_SECONDS || 600));
  await soakExchanges(exchanges);
});
console.log(`\nsoak: passed in ${seconds.toFixed(0)} s`);
