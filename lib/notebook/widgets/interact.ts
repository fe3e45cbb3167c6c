import { currentOutputs } from "../../display/display";
import { column } from "./boxes";
import { outputArea } from "./output-area";
import type { Widget } from "./widget";

/** A control, whatever its value is. */
export type AnyControl = Widget & { readonly value: unknown; onChange(listener: () => unknown): () => void };

/** The values of some controls, by the controls' names. */
export type ValuesOf<Controls extends Readonly<Record<string, AnyControl>>> = {
  [Name in keyof Controls]: Controls[Name]["value"];
};

/**
 * Controls, and below them what comes of their values, which is made anew when one of them is moved. While one result is being
 * made, others are only wanted: the next one is made of the latest values, and what has been overtaken is not shown.
 *
 * @param render - makes what is shown of the values, at once, in time, or, by an asynchronous generator, bit by bit: what it yields
 *   takes the place of what it yielded before. `signal` is aborted when the result is overtaken. An error of the first result is the
 *   cell's, that of a later one is shown in its place
 * @example
 * interact({ rate, batchSize }, ({ rate, batchSize }) => lossChart(runs, rate, batchSize));
 */
export function interact<Controls extends Readonly<Record<string, AnyControl>>>(
  controls: Controls,
  render: (values: ValuesOf<Controls>, signal: AbortSignal) => unknown,
): Widget {
  const place = outcome(controls, render);
  const box = column([...Object.values(controls), place]);
  box.onClose(() => place.close());
  return box;
}

/**
 * What comes of the values of some controls that are shown elsewhere, see {@link interact}.
 *
 * @example
 * column([rate, tabs({ Loss: outcome({ rate }, lossOf), Steps: outcome({ rate }, stepsOf) })]);
 */
export function outcome<Controls extends Readonly<Record<string, AnyControl>>>(
  controls: Controls,
  render: (values: ValuesOf<Controls>, signal: AbortSignal) => unknown,
): Widget {
  const place = outputArea();
  let latest = new AbortController();
  let rendering: Promise<void> | undefined;
  const renderLatest = async () => {
    for (let done: AbortSignal | undefined; done !== latest.signal; ) {
      const { signal } = latest;
      try {
        for await (const result of results(render(valuesOf(controls), signal))) {
          if (signal.aborted) break;
          await place.show(result);
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      }
      done = signal;
    }
  };
  const update = () => {
    latest.abort();
    latest = new AbortController();
    rendering ??= renderLatest().finally(() => {
      rendering = undefined;
    });
    return rendering;
  };
  const stops = Object.values(controls).map((control) =>
    control.onChange(() => {
      update().catch((error) => place.fail(error));
    }),
  );
  place.onClose(() => {
    for (const stop of stops) stop();
    latest.abort();
  });
  currentOutputs()?.waitFor(place.expect(update()));
  return place;
}

/** What is rendered, as it comes. */
async function* results(rendered: unknown): AsyncGenerator<unknown> {
  if (comesBitByBit(rendered)) for await (const result of rendered) yield result;
  else yield rendered;
}

function comesBitByBit(rendered: unknown): rendered is AsyncIterable<unknown> {
  return typeof rendered === "object" && rendered !== null && Symbol.asyncIterator in rendered;
}

/** The present values of some controls. */
export function valuesOf<Controls extends Readonly<Record<string, AnyControl>>>(controls: Controls): ValuesOf<Controls>;
export function valuesOf(controls: Readonly<Record<string, AnyControl>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(controls).map(([name, { value }]) => [name, value]));
}
