/// The API's description for a reader: one page that renders `/openapi.json` and loads nothing from anywhere else.
public enum DocumentationPage {
    /// What the page may do, as a Content-Security-Policy: its own style and script, its own origin, nothing else.
    public static let contentSecurityPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'"

    /// The page.
    public static let html = #"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Quantum Trader Pro API</title>
        <style>
        :root { color-scheme: light dark; --line: #8884; --soft: #8888; }
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        details { border: 1px solid var(--line); border-radius: 6px; margin: .5rem 0; padding: .5rem .75rem; }
        summary { cursor: pointer; }
        code, pre { font: 13px/1.45 ui-monospace, monospace; }
        pre { overflow: auto; border: 1px solid var(--line); border-radius: 6px; padding: .5rem; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; vertical-align: top; border-top: 1px solid var(--line); padding: .25rem .5rem; }
        .method { display: inline-block; min-width: 3.5rem; font-weight: 700; }
        .soft { color: var(--soft); }
        </style>
        </head>
        <body>
        <main id="page"><p>Loading the description.</p></main>
        <script>
        "use strict";
        const make = (name, text, ...children) => {
          const node = document.createElement(name);
          if (text) node.textContent = text;
          node.append(...children);
          return node;
        };
        const typeOf = (schema) => {
          if (!schema) return "";
          if (schema.$ref) return schema.$ref.split("/").pop();
          if (schema.anyOf) return schema.anyOf.map(typeOf).join(" or ");
          if (schema.enum) return schema.enum.join(" | ");
          if (schema.type === "array") return "list of " + typeOf(schema.items);
          return [].concat(schema.type || "any").join(" or ");
        };
        const table = (heads, rows) => make("table", "",
          make("tr", "", ...heads.map((head) => make("th", head))),
          ...rows.map((row) => make("tr", "", ...row.map((cell) => make("td", cell)))));
        const operation = (path, method, item) => {
          const box = make("details");
          const head = make("summary", "");
          const verb = make("span", method.toUpperCase());
          verb.className = "method";
          head.append(verb, make("code", path), " ", item.summary);
          box.append(head);
          if (item.description) box.append(make("p", item.description));
          if (item.parameters) box.append(table(["parameter", "in", "type", "meaning"], item.parameters.map((p) =>
            [p.name + (p.required ? " (required)" : ""), p.in, typeOf(p.schema), p.description])));
          const body = item.requestBody && item.requestBody.content["application/json"].schema;
          if (body) box.append(make("h4", "Body"), table(["field", "type", "meaning"],
            Object.entries(body.properties).map(([name, s]) => [name, typeOf(s), s.description || ""])));
          box.append(make("h4", "Answers"), table(["status", "type", "form"],
            Object.entries(item.responses).map(([status, r]) => {
              const [type, content] = Object.entries(r.content || {})[0] || ["", {}];
              const page = content.schema && content.schema.properties && content.schema.properties.items;
              return [status, type, page ? "page of " + typeOf(page.items) : typeOf(content.schema)];
            })));
          return box;
        };
        fetch("/openapi.json").then((answer) => answer.json()).then((api) => {
          const page = document.getElementById("page");
          page.replaceChildren(make("h1", api.info.title + " API"), make("p", api.info.description));
          const groups = new Map();
          for (const [path, methods] of Object.entries(api.paths)) for (const [method, item] of Object.entries(methods)) {
            const tag = item.tags[0];
            if (!groups.has(tag)) groups.set(tag, []);
            groups.get(tag).push(operation(path, method, item));
          }
          for (const [tag, boxes] of groups) page.append(make("h2", tag), ...boxes);
          page.append(make("h2", "Forms"));
          for (const [name, schema] of Object.entries(api.components.schemas)) {
            const box = make("details");
            box.append(make("summary", name), make("p", schema.description || ""),
              table(["field", "type", "meaning"], Object.entries(schema.properties).map(([field, s]) =>
                [field, typeOf(s), s.description || ""])));
            page.append(box);
          }
        }).catch((error) => { document.getElementById("page").textContent = "The description cannot be read: " + error; });
        </script>
        </body>
        </html>
        """#
}
