/** The page's side of a widget, as far as the modules here use it: see https://anywidget.dev/en/afm */

/** The state that both sides share. */
export interface PageModel<State> {
  get<Name extends keyof State>(name: Name): State[Name];
  /** Changes the state here; the kernel is told by `save_changes`. */
  set<Name extends keyof State>(name: Name, value: State[Name]): void;
  save_changes(): void;
  /** Sends something beside the state, which the kernel takes by `onMessage`. */
  send(content: unknown, callbacks?: undefined, buffers?: (ArrayBuffer | ArrayBufferView)[]): void;
  /** Calls back with what the kernel sends beside the state by `send`. */
  on(event: "msg:custom", listener: (content: unknown, buffers: DataView<ArrayBuffer>[]) => void): void;
  /** Calls back when something has been changed, by either side. */
  on(event: `change:${keyof State & string}`, listener: () => void): void;
  /** Calls back when the kernel is gone, such as one that is started anew. */
  on(event: "comm_live_update", listener: () => void): void;
  off(event: string, listener: (...parameters: never[]) => void): void;
}

/** What a module exports by default. */
export interface PageModule<State> {
  /** Called once on each page, also where the widget is not shown. @returns what ends it */
  initialize?(widget: { model: PageModel<State> }): () => void;
  /** Called for each place where the widget is shown. @returns what ends it there */
  render?(place: { model: PageModel<State>; el: HTMLElement }): () => void;
}
