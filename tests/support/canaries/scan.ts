// Finds canaries in the wrong place.

import { ALLOWED, LOGGED, type Canary } from "./canary.ts";
import type { CanaryCase } from "./canary-case.ts";
import { findMarkers, hasEncodedMarker } from "./marker.ts";
import { expectedOutputs, seenOutputs, type Output } from "./outputs.ts";
import type { Observation } from "../cases/observation.ts";

/** Every canary of an exchange that was seen where its case does not demand it, and every one that is not the case's. */
export function findMisplaced(c: CanaryCase, seen: Observation): string[] {
  return findIn(seenOutputs(seen), expectedOutputs(c.case), c.canaries);
}

/**
 * Every canary in outputs where none may be; `known` tells whose they are. In the log of all cases those may be that their own
 * case wants there; which line is whose is held by `findMisplaced`.
 */
export function findAny(outputs: Output[], known: Canary[]): string[] {
  const logged = known.filter(({ kind }) => LOGGED.includes(kind));
  const wanted: Output = { place: "log", index: 0, text: logged.map(({ marker }) => marker).join(" ") };
  return findIn(outputs, [wanted], known);
}

function findIn(seen: Output[], expected: Output[], own: Canary[]): string[] {
  const known = new Map(own.map((canary) => [canary.marker, canary]));
  return seen.flatMap((output) => {
    const wrong = findMarkers(output.text).filter((marker) => !isInPlace(known.get(marker), output, expected));
    const named = wrong.map((marker) => `${placeName(output)}: ${canaryName(known.get(marker), marker)}`);
    return hasEncodedMarker(output.text) ? [...named, `${placeName(output)}: an encoded canary`] : named;
  });
}

function isInPlace(canary: Canary | undefined, { place, index }: Output, expected: Output[]): boolean {
  if (canary === undefined || !ALLOWED[canary.kind].includes(place)) return false;
  return expected.some((other) => other.place === place && other.index === index && other.text.includes(canary.marker));
}

function placeName({ place, index }: Output): string {
  return index === 0 ? place : `${place} ${index + 1}`;
}

function canaryName(canary: Canary | undefined, marker: string): string {
  return canary === undefined ? `somebody else's ${marker}` : `${canary.kind} (${canary.where})`;
}
