/// Chain identifiers: one digest for a whole stack of layers (OCI image spec, config, "Layer ChainID").
package enum LayerChain {
    /// The chain identifier of each prefix of the layers, lowest layer first; as many as there are layers.
    package static func identifiers(of diffIDs: [Digest]) -> [Digest] {
        var chain: [Digest] = []
        for diffID in diffIDs {
            guard let below = chain.last else {
                chain.append(diffID)
                continue
            }
            chain.append(Digest.sha256(of: "\(below) \(diffID)"))
        }
        return chain
    }
}
