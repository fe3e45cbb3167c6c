import { jupyterDisplay, type MimeBundle } from "../../display/display";
import { escapeHtml } from "../../display/escape-html";
import { Listeners } from "./listeners";
import { type WidgetListener, WidgetModel, type WidgetState } from "./widget-model";

/** Which package shows a widget. */
export interface WidgetPackage {
  module: string;
  version: string;
}

/** JupyterLab's own controls, see https://github.com/jupyter-widgets/ipywidgets/blob/main/packages/schema/jupyterwidgetmodels.latest.md */
export const controls: WidgetPackage = { module: "@jupyter-widgets/controls", version: "2.0.0" };
const base: WidgetPackage = { module: "@jupyter-widgets/base", version: "2.0.0" };

/** As wide as what is written on it, and not narrower than JupyterLab's buttons are. */
export const buttonLayout: WidgetState = { width: "max-content", min_width: "var(--jp-widgets-inline-width-short)" };

/** How a widget is laid out. */
export interface Layout {
  /** In CSS, such as "400px" or "100%"; as wide as its kind is by default. */
  width?: string;
}

/** What a class of widgets is made of. */
export interface WidgetKind extends WidgetListener {
  package: WidgetPackage;
  /** The model's name without `Model`, such as `FloatSlider`. */
  name: string;
  /** The view's name without `View`; the same as the model's, where not given. */
  view?: string;
  state: WidgetState;
  /** In CSS, by the names of its LayoutModel's fields. */
  layout?: WidgetState;
  /** The kind of its style without `StyleModel`, and how it is set. */
  style?: { name: string; state: WidgetState };
}

/**
 * Something to see and to touch on the page. It ends with its cell: when that is run anew, or `close` is called. It may be
 * displayed in several places.
 *
 * Where there is no page, as in a program or a saved notebook, it is shown as text or as a picture, as it is then.
 */
export abstract class Widget {
  protected readonly model: WidgetModel;
  protected readonly layout: WidgetModel;
  protected readonly style: WidgetModel | undefined;
  readonly isLive = true;
  readonly #closed = new Listeners<void>();

  protected constructor({ package: by, name, view = name, state, layout = {}, style, ...listener }: WidgetKind) {
    this.layout = new WidgetModel({ ...named(base, "Layout", "Layout"), ...layout });
    this.style = style && new WidgetModel({ ...named(controls, `${style.name}Style`, "Style", base), ...style.state });
    this.model = new WidgetModel(
      {
        ...named(by, name, view),
        layout: this.layout.reference,
        ...(this.style && { style: this.style.reference }),
        ...state,
      },
      {
        ...listener,
        onClose: () => {
          for (const part of [this.layout, this.style]) part?.close();
          this.#closed.call();
        },
      },
    );
  }

  /** Whether it has ended. */
  get isClosed(): boolean {
    return this.model.isClosed;
  }

  /** Ends it: it is taken off the page, and nothing comes from it any more. */
  close(): void {
    this.model.close();
  }

  /** Calls back once it has ended. */
  onClose(listener: () => unknown): () => void {
    return this.#closed.add(listener);
  }

  /** How another widget's state names this one. */
  get reference(): string {
    return this.model.reference;
  }

  /** What it is at present, without a page. */
  abstract picture(): MimeBundle | Promise<MimeBundle>;

  [jupyterDisplay](): MimeBundle | Promise<MimeBundle> {
    const picture = this.picture();
    return picture instanceof Promise ? picture.then((drawn) => this.#withView(drawn)) : this.#withView(picture);
  }

  #withView(picture: MimeBundle): MimeBundle {
    if (this.isClosed) return picture;
    const view = { version_major: 2, version_minor: 0, model_id: this.model.id };
    return { ...picture, "application/vnd.jupyter.widget-view+json": view };
  }
}

/** A text as HTML and as plain text. */
export function textPicture(text: string): MimeBundle {
  return { "text/html": `<div>${escapeHtml(text)}</div>`, "text/plain": text };
}

function named(model: WidgetPackage, name: string, view: string, viewing = model): WidgetState {
  return {
    _model_module: model.module,
    _model_module_version: model.version,
    _model_name: `${name}Model`,
    _view_module: viewing.module,
    _view_module_version: viewing.version,
    _view_name: `${view}View`,
  };
}
