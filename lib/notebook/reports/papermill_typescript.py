"""Runs one TypeScript notebook without a browser, and makes its HTML report.

    python papermill_typescript.py JOB

The job, as JSON: {"input": PATH, "output": PATH, "report": PATH, "parameters": {NAME: VALUE}, "types": {NAME: TYPE},
"hold": PATH}; while there is a file at the last, the kernel is started and the first cell waits; if something is written into it,
all ends.
Each line of stdout is a JSON object: {"cell": 3} when the third code cell starts, and, where a cell fails,
{"error": {"cell": 3, "name": "TypeError", "message": "…", "traceback": "…"}}. The exit status is 0 also then.
"""

import itertools
import json
import os
import re
import sys
import time

import nbconvert
import nbformat
from latex2mathml.converter import convert as mathml
from nbconvert.filters.markdown_mistune import IPythonRenderer
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

# nbconvert's page without what it would load from elsewhere. Formulas are MathML, which browsers show by themselves.
REPORT_TEMPLATE = """
{%- extends 'lab/index.html.j2' -%}
{%- block html_head_js_requirejs -%}{%- endblock -%}
{%- block html_head_js_mermaidjs -%}{%- endblock -%}
{%- block html_head_js_mathjax -%}{%- endblock -%}
"""


def formula(tex, display="inline"):
    """MathML of a formula, with the thin space that TeX leaves behind the names of functions."""
    return re.sub(r"<mi>(exp|ln|log|max|min)</mi>", r'\g<0><mspace width="0.17em" />', mathml(tex, display=display))


IPythonRenderer.block_math = lambda self, body: formula(body, "block")
IPythonRenderer.inline_math = lambda self, body: formula(body)

# Looking for pictures, nbconvert closes what each piece of HTML opens: <details> would fold nothing away.
embed_pictures = IPythonRenderer._html_embed_images
IPythonRenderer._html_embed_images = lambda self, html: embed_pictures(self, html) if "<img" in html else html

# Seconds until the outputs of a cell that has ended must have arrived, of which there may be tens of thousands.
OUTPUT_PATIENCE = 600


class TypeScriptTranslator(Translator):
    """Papermill's parameters as declarations, which in a notebook take the place of those of the cell tagged `parameters`."""

    def __init__(self, types):
        self.types = types

    @classmethod
    def translate_escaped_str(cls, str_val):
        return json.dumps(str_val, ensure_ascii=False)

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}"

    def assign(self, name, str_val):
        return f"const {name}: {self.types[name]} = {str_val};"

    def inspect(self, parameters_cell):
        return [Parameter(name, type, None, "") for name, type in self.types.items()]

    def codify(self, parameters, comment="Parameters"):
        lines = [self.assign(name, self.translate(value)) for name, value in parameters.items()]
        return "\n".join([self.comment(comment), *lines])


# What the kernel or a package prints must not come between the events: for them stdout is stderr.
EVENTS = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def say(event):
    print(json.dumps(event), file=EVENTS, flush=True)


def execute(job):
    papermill_translators.register("typescript", TypeScriptTranslator(job["types"]))
    started = itertools.count(1)

    def on_cell(cell, cell_index):
        while os.path.exists(job["hold"]):
            if os.path.getsize(job["hold"]) > 0:
                sys.exit()
            time.sleep(0.05)
        say({"cell": next(started)})

    try:
        execute_notebook(
            job["input"],
            job["output"],
            parameters=job["parameters"],
            kernel_name="tslab",
            language="typescript",
            progress_bar=False,
            iopub_timeout=OUTPUT_PATIENCE,
            store_widget_state=False,  # with it, pages would fetch programs for widgets in place of showing their pictures
            on_cell_execute=on_cell,
        )
    except PapermillExecutionError as error:
        traceback = "\n".join(error.traceback)
        say({"error": {"cell": error.exec_count, "name": error.ename, "message": error.evalue, "traceback": traceback}})


def write_report(job):
    notebook = nbformat.read(job["output"], as_version=4)
    exporter = nbconvert.HTMLExporter(template_name="lab", raw_template=REPORT_TEMPLATE, embed_images=True)
    html, _ = exporter.from_notebook_node(notebook)
    html = re.sub(r'(<a href="[\w-]+)\.ipynb(?=["#])', r"\1.html", html)  # from report to report
    with open(job["report"], "w", encoding="utf-8") as file:
        file.write(html)


if __name__ == "__main__":
    job = json.loads(sys.argv[1])
    execute(job)
    write_report(job)
