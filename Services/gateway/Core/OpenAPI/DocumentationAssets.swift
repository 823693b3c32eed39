extension DocumentationPage {
    /// The parts of Swagger UI and Redoc, which are served from a folder, and the scripts that start them.
    public static let assets = [
        "swagger-ui.css", "swagger-ui-bundle.js", "redoc.standalone.js", swaggerStart, redocStart,
    ]
    /// The parts that must be in the folder.
    public static let files = ["swagger-ui.css", "swagger-ui-bundle.js", "redoc.standalone.js"]

    private static let swaggerStart = "start-swagger.js"
    private static let redocStart = "start-redoc.js"

    /// What both pages may do: scripts from here alone, and images they hold themselves.
    public static let assetsSecurityPolicy = """
        default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
        font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; child-src blob:
        """

    /// A script of our own; nil for what is in the folder.
    public static func script(_ name: String) -> String? {
        switch name {
        case swaggerStart:
            """
            SwaggerUIBundle({
              url: "/openapi.json", dom_id: "#page", deepLinking: true, tryItOutEnabled: true, validatorUrl: null
            });
            """
        case redocStart:
            #"Redoc.init("/openapi.json", { hideDownloadButton: false }, document.getElementById("page"));"#
        default: nil
        }
    }

    /// The content type of a part.
    public static func type(of name: String) -> String {
        name.hasSuffix(".css") ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8"
    }

    /// Swagger UI.
    public static let swagger = page(
        head: #"<link rel="stylesheet" href="/docs/assets/swagger-ui.css">"#,
        scripts: ["swagger-ui-bundle.js", swaggerStart])
    /// Redoc.
    public static let redoc = page(head: "", scripts: ["redoc.standalone.js", redocStart])

    private static func page(head: String, scripts: [String]) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Quantum Trader Pro API</title>
        \(head)
        </head>
        <body>
        <div id="page"></div>
        \(scripts.map { #"<script src="/docs/assets/\#($0)"></script>"# }.joined(separator: "\n"))
        </body>
        </html>
        """
    }
}
