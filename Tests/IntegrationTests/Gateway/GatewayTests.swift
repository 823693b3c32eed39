import Testing

/// The gateway in front of a running suite, asked over HTTP as any client would.
///
/// One test at a time: they share the suite, and some of them stop its trading for a moment.
@Suite(.serialized, .timeLimit(.minutes(5))) enum GatewayTests {}
