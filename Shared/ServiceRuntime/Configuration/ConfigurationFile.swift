import Configuration
import FoundationEssentials
import Yams

/// A YAML file as flat keys: `redis: {url: …}` is `redis.url`.
struct ConfigurationFile {
    let path: String
    /// Every key in the file, sorted.
    let keys: [String]
    let provider: InMemoryProvider

    init(path: String) throws(ConfigurationError) {
        let text: String
        do {
            text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
        } catch {
            throw .unreadable(path: path, reason: "there is no such file, or it is not readable text")
        }
        try self.init(path: path, text: text)
    }

    init(path: String, text: String) throws(ConfigurationError) {
        let root: Node?
        do {
            root = try compose(yaml: text)
        } catch {
            throw .unreadable(path: path, reason: "it is no YAML (\(Self.firstLine(of: error)))")
        }
        var values: [String: ConfigValue] = [:]
        if let root {
            guard case .mapping(let mapping) = root else {
                throw .unreadable(path: path, reason: "its top level is not a mapping of keys")
            }
            try Self.flatten(mapping, prefix: "", path: path, into: &values)
        }
        self.path = path
        keys = values.keys.sorted()
        provider = InMemoryProvider(
            name: path,
            values: Dictionary(
                uniqueKeysWithValues: values.map { (AbsoluteConfigKey(Self.components($0.key)), $0.value) }))
    }

    static func components(_ key: String) -> [String] { key.split(separator: ".").map(String.init) }

    private static func flatten(
        _ mapping: Node.Mapping, prefix: String, path: String, into values: inout [String: ConfigValue]
    ) throws(ConfigurationError) {
        for (nameNode, node) in mapping {
            guard let name = nameNode.scalar?.string else {
                throw .unreadable(
                    path: path, reason: "a key below \(prefix.isEmpty ? "the top" : prefix) is not text")
            }
            let key = prefix + name
            switch node {
            case .mapping(let inner): try flatten(inner, prefix: key + ".", path: path, into: &values)
            case .scalar(let scalar): values[key] = ConfigValue(.string(scalar.string), isSecret: false)
            case .sequence(let sequence):
                var items: [String] = []
                for item in sequence {
                    guard let scalar = item.scalar else {
                        throw .unreadable(
                            path: path, reason: "\(key) holds something other than plain values")
                    }
                    items.append(scalar.string)
                }
                values[key] = ConfigValue(.string(items.joined(separator: ",")), isSecret: false)
            case .alias: throw .unreadable(path: path, reason: "\(key) is an alias, which is not supported")
            }
        }
    }

    private static func firstLine(of error: any Error) -> String {
        String(String(describing: error).prefix { $0 != "\n" })
    }
}
