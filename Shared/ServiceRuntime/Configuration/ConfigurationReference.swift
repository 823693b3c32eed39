/// The configuration as documents: the reference page and a program's `--help`.
public enum ConfigurationReference {
    /// `docs/configuration.md`, from the declarations of every key.
    public static func markdown(_ suite: SettingsSchema = .suite) -> String {
        var page = """
            # Configuration

            Generated from the declarations in `Shared/ServiceRuntime/Settings`; a test holds the two together.

            A value comes from the environment, else from the YAML file named by `--config FILE` or `QTP_CONFIG`, else
            it is the default. All programs can share one environment and one file: a program passes over the keys of
            others, and refuses a key that no program knows. Lists are joined by commas, or are YAML sequences.
            A secret may be given as a file instead: `QTP_GATEWAY_API_KEY_FILE`, or `gateway.api-key-file` in YAML.
            `--print-config` shows the values in force and where each came from, with secrets hidden.

            """
        for section in suite.sections {
            page += "\n## \(section.title)\n\nRead by \(section.readers).\n\n"
            page += "| key | environment | type | default | limits | meaning |\n"
            page += "| --- | --- | --- | --- | --- | --- |\n"
            for setting in section.settings {
                let unit = setting.unit.isEmpty ? "" : ", \(setting.unit)"
                let type = setting.typeName.replacing("|", with: "\\|")
                page += "| `\(setting.name)` | `\(setting.environmentName)` | \(type)\(unit) "
                page += "| \(defaultCell(setting)) | \(setting.limits) | \(setting.summary) |\n"
            }
        }
        return page
    }

    /// What `--help` prints of a program's keys.
    static func help(_ schema: SettingsSchema) -> String {
        var text = ""
        for section in schema.sections {
            text += "\n\(section.title):\n"
            for setting in section.settings {
                let facts = [
                    setting.typeName, setting.unit, setting.limits,
                    setting.defaultText.map { $0.isEmpty ? "" : "default \($0)" } ?? "required",
                ].filter { !$0.isEmpty }
                text += "  \(setting.environmentName)  (\(setting.name))\n"
                text += "      \(setting.summary) [\(facts.joined(separator: "; "))]\n"
            }
        }
        return text
    }

    private static func defaultCell(_ setting: SettingDeclaration) -> String {
        guard let text = setting.defaultText else { return "required" }
        return text.isEmpty ? "" : "`\(text)`"
    }
}
