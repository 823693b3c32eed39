// swift-tools-version: 6.2
import PackageDescription

/// Swift 6 language mode (below) plus every upcoming rule that catches a mistake at compile time.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1 = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let nioWebSocket = Target.Dependency.product(name: "NIOWebSocket", package: "swift-nio")

/// Pure modules every core may import.
let pure: [Target.Dependency] = ["Domain", "Messages", "Pipeline"]

/// One module of the shared library and its tests.
func shared(
    _ name: String, _ dependencies: [Target.Dependency] = [], tests: [Target.Dependency]? = []
) -> [Target] {
    let module = Target.target(
        name: name, dependencies: dependencies, path: "Shared/\(name)", swiftSettings: strict)
    guard let tests else { return [module] }
    return [
        module,
        .testTarget(
            name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies + tests,
            path: "Tests/\(name)Tests", swiftSettings: strict),
    ]
}

/// One service: a pure core, a thin daemon around it, and the tests of both.
///
/// An engine whose core also runs in a replay is `configured` in a module of its own, so that both read the same keys alike.
func service(
    _ folder: String, _ name: String, core coreDependencies: [Target.Dependency] = [],
    daemon daemonDependencies: [Target.Dependency] = ["RedisStreams"], resources: [Resource] = [],
    tests testDependencies: [Target.Dependency] = [], isConfigured: Bool = false
) -> [Target] {
    let core = Target.Dependency.target(name: "\(name)Core")
    let configuration = Target.Dependency.target(name: "\(name)Configuration")
    let shell: [Target.Dependency] =
        [core, "Bus", "DaemonShell", "ServiceRuntime", lifecycle, logging] + pure
        + (isConfigured ? [configuration] : [])
    let configured = Target.target(
        name: "\(name)Configuration", dependencies: [core, "ServiceRuntime"] + coreDependencies,
        path: "Services/\(folder)/Configuration", swiftSettings: strict)
    return (isConfigured ? [configured] : []) + [
        .target(
            name: "\(name)Core", dependencies: pure + coreDependencies,
            path: "Services/\(folder)/Core", swiftSettings: strict),
        .executableTarget(
            name: "\(name)Daemon", dependencies: shell + daemonDependencies,
            path: "Services/\(folder)/Daemon", resources: resources, swiftSettings: strict),
        .testTarget(
            name: "\(name)CoreTests",
            dependencies: [core, "TestSupport"] + pure + coreDependencies + testDependencies,
            path: "Tests/\(name)CoreTests", swiftSettings: strict),
    ]
}

/// The executables, named as people say them.
let executables = [
    "gateway": "Gateway", "router": "Router", "cipher-engine": "CipherEngine",
    "volume-profile": "VolumeProfile", "strategy-gen": "StrategyGen", "confirmer": "Confirmer",
    "executor": "Executor", "market-feed": "MarketFeed", "recorder": "Recorder",
    "exchange-sim": "ExchangeSim", "qtp": "Operator",
]

let systemLibraries: [Target] = [
    .systemLibrary(name: "CHiredis", path: "Shared/CHiredis", providers: [.apt(["libhiredis-dev"])]),
    .systemLibrary(name: "CPostgres", path: "Shared/CPostgres", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CCurl", path: "Shared/CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CZlib", path: "Shared/CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CThreads", path: "Shared/CThreads"),
    .systemLibrary(name: "CCrypto", path: "Shared/CCrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CJWT", path: "Shared/CJWT", providers: [.apt(["libjwt-dev"])]),
]

let sharedModules: [[Target]] = [
    shared("Domain", tests: ["TestSupport"]),
    shared("Messages", ["Domain"], tests: ["TestSupport"]),
    shared("Pipeline", ["Domain", "Messages"], tests: ["TestSupport"]),
    shared("Webhooks", ["Domain", "Messages"], tests: ["TestSupport"]),
    shared("Indicators", tests: ["TestSupport"]),
    shared("Profiles", ["Domain"], tests: ["TestSupport"]),
    shared("Strategies", ["Domain", "Indicators"], tests: ["TestSupport"]),
    shared("Digests", ["CCrypto"]),
    shared("History", ["Domain", "Messages", "CZlib"], tests: ["TestSupport", "Digests"]),
    shared("Traces", ["Messages", metrics], tests: ["Domain"]),
    shared("Bus", pure + [logging, metrics], tests: ["TestSupport"]),
    shared("BlockingThreads", ["CThreads"]),
    shared(
        "RedisStreams", ["Bus", "BlockingThreads", "CHiredis", "Traces", lifecycle, logging, metrics] + pure,
        tests: ["TestSupport"]),
    shared("Postgres", ["BlockingThreads", "CPostgres", "Digests", logging], tests: ["TestSupport"]),
    shared("AccessControl", ["Domain", "Postgres", "Digests", "CJWT"]),
    shared("HTTP", ["BlockingThreads", "CCurl", logging], tests: ["TestSupport", hummingbird]),
    shared(
        "Telemetry", ["HTTP", "Messages", "Traces", lifecycle, logging, metrics], tests: []),
    shared(
        "WebSockets",
        [
            hummingbird, hummingbirdCore, httpTypes, lifecycle, logging, nioCore, nioPosix, nioHTTP1,
            nioHTTPTypes, nioHTTPTypesHTTP1, nioSSL, nioWebSocket,
        ]),
    shared(
        "SocketIO",
        ["WebSockets", hummingbird, hummingbirdCore, httpTypes, lifecycle, nioCore, nioPosix],
        tests: ["TestSupport", logging]),
    shared(
        "ServiceRuntime",
        [
            "Bus", "Indicators", "Telemetry", "Traces", configuration, hummingbird, httpTypes, lifecycle,
            logging, metrics,
            nioCore, nioPosix,
            unixSignals, yams,
        ] + pure, tests: ["TestSupport"]),
    shared(
        "DaemonShell", ["Bus", "RedisStreams", "ServiceRuntime", lifecycle, logging] + pure, tests: nil),
    shared("DatabaseShell", ["Postgres", "ServiceRuntime", logging], tests: nil),
    shared("JobRecords", ["Domain", "Messages", "Postgres"], tests: nil),
    shared("TradeRecords", ["Domain", "Postgres"]),
    shared("TestSupport", ["Bus", "CZlib"] + pure, tests: nil),
    shared("ServerSupport", tests: nil),
]

let services: [[Target]] = [
    service("router", "Router", isConfigured: true),
    service("cipher-engine", "CipherEngine", core: ["Indicators"], isConfigured: true),
    service("volume-profile", "VolumeProfile", core: ["Profiles"], isConfigured: true),
    service("strategy-gen", "StrategyGen", core: ["Indicators", "Strategies"], isConfigured: true),
    service("confirmer", "Confirmer", isConfigured: true),
    service(
        "executor", "Executor", daemon: ["RedisStreams", "Postgres", "DatabaseShell", metrics],
        isConfigured: true),
    service(
        "recorder", "Recorder",
        daemon: ["RedisStreams", "Postgres", "DatabaseShell", "TradeRecords", "Webhooks", metrics]),
    service(
        "market-feed", "MarketFeed", daemon: ["RedisStreams", "HTTP", "WebSockets", metrics],
        tests: ["History"]),
    service(
        "exchange-sim", "ExchangeSim", core: ["History"],
        daemon: ["WebSockets", hummingbird, httpTypes, nioCore, argumentParser]),
    service(
        "gateway", "Gateway", core: ["Digests", "Profiles", "Strategies", "Webhooks"],
        daemon: [
            "AccessControl", "RedisStreams", "Postgres", "DatabaseShell", "JobRecords", "HTTP", "Digests",
            "SocketIO", "Traces", "WebSockets", "Webhooks", "CZlib", metrics, hummingbird, httpTypes,
            nioCore,
        ]),
    service(
        "qtp", "Operator",
        core: [
            "History", "Indicators", "Profiles", "RouterCore", "CipherEngineCore", "VolumeProfileCore",
            "StrategyGenCore",
            "ConfirmerCore", "ExecutorCore",
        ],
        daemon: [
            "AccessControl", "RedisStreams", "Postgres", "DatabaseShell", "JobRecords", "ServerSupport",
            "HTTP", "Digests", "GatewayCore", "Profiles", argumentParser, "RouterConfiguration",
            "CipherEngineConfiguration", "VolumeProfileConfiguration", "StrategyGenConfiguration",
            "ConfirmerConfiguration", "ExecutorConfiguration",
        ]),
]

let suiteTests: [Target] = [
    .executableTarget(
        name: "bus-bench", dependencies: ["Bus", "RedisStreams", logging] + pure,
        path: "Tests/Benchmarks/BusBench",
        swiftSettings: strict),
    .executableTarget(
        name: "indicator-bench", dependencies: ["Indicators"], path: "Tests/Benchmarks/Indicators",
        exclude: ["indicators.py", "requirements.txt"], swiftSettings: strict),
    .executableTarget(
        name: "storage-bench", dependencies: ["Domain", "Postgres", "TradeRecords", logging],
        path: "Tests/Benchmarks/StorageBench", swiftSettings: strict),
    .executableTarget(
        name: "profile-bench", dependencies: ["Domain", "Profiles"], path: "Tests/Benchmarks/ProfileBench",
        swiftSettings: strict),
    .executableTarget(
        name: "socketio-conformance", dependencies: ["SocketIO", "WebSockets", hummingbird, logging],
        path: "Tests/Conformance/SocketIO", swiftSettings: strict),
    .testTarget(
        name: "ArchitectureTests", dependencies: pure, path: "Tests/ArchitectureTests", swiftSettings: strict),
    .testTarget(
        name: "IntegrationTests",
        dependencies: [
            "TestSupport", "ServerSupport", "ServiceRuntime", "RedisStreams", "Postgres", "Bus", "HTTP",
            "Telemetry", "Traces", "Webhooks", "WebSockets", "AccessControl", "JobRecords", "TradeRecords",
            "Digests",
            "RecorderDaemon",
            "ExecutorDaemon",
            "GatewayCore", "GatewayDaemon", hummingbird, httpTypes, lifecycle, logging,
        ] + pure,
        path: "Tests/IntegrationTests", swiftSettings: strict),
]

let package = Package(
    name: "quantum-trader-pro",
    platforms: [.macOS(.v15)],
    products: executables.sorted { $0.key < $1.key }
        .map { .executable(name: $0.key, targets: ["\($0.value)Daemon"]) },
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(
            url: "https://github.com/apple/swift-configuration.git", from: "1.4.0",
            traits: [.defaults, "YAML"]),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ],
    targets: systemLibraries + (sharedModules + services).flatMap(\.self) + suiteTests,
    swiftLanguageModes: [.v6]
)
