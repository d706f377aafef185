import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP server on a free port of the loopback address that answers as a test says, breaking off where told.
final class ScriptedServer: Sendable {
    struct Request: Sendable {
        var method: HTTPMethod
        var uri: String
        var headers: HTTPHeaders
        var body: String
    }

    struct Answer: Sendable {
        var status: HTTPResponseStatus = .ok
        var headers: HTTPHeaders = [:]
        var body: [UInt8] = []
        /// Bytes of the body after which the connection is closed.
        var breaksAfter: Int?
    }

    typealias Script = @Sendable (Request) -> Answer

    let authority: String
    private let channel: any Channel
    private let seen: SeenRequests

    /// All requests so far, in their order.
    var requests: [Request] { seen.list.withLock { $0 } }

    init(_ script: @escaping Script) async throws {
        let seen = SeenRequests()
        self.seen = seen
        channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(ScriptHandler(script: script, seen: seen))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        authority = "127.0.0.1:\(channel.localAddress?.port ?? 0)"
    }

    func stop() async throws {
        try await channel.close().get()
    }

    final class SeenRequests: Sendable {
        let list = Mutex<[Request]>([])
    }
}

private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let script: ScriptedServer.Script
    private let seen: ScriptedServer.SeenRequests
    private var head: HTTPRequestHead?
    private var body = ""

    init(script: @escaping ScriptedServer.Script, seen: ScriptedServer.SeenRequests) {
        self.script = script
        self.seen = seen
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = ""
        case .body(let part): body += String(buffer: part)
        case .end:
            guard let head else { return }
            let request = ScriptedServer.Request(method: head.method, uri: head.uri, headers: head.headers, body: body)
            seen.list.withLock { $0.append(request) }
            answer(script(request), context)
        }
    }

    private func answer(_ answer: ScriptedServer.Answer, _ context: ChannelHandlerContext) {
        var headers = answer.headers
        headers.replaceOrAdd(name: "content-length", value: "\(answer.body.count)")
        let head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        let sent = answer.body.prefix(answer.breaksAfter ?? answer.body.count)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: sent)))), promise: nil)
        if answer.breaksAfter == nil {
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        } else {
            context.flush()
            context.close(promise: nil)
        }
    }
}
