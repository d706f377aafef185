package import BuildGraph
package import DockerfileSyntax

extension Planner {
    /// The stages that `--target` can name, and those without a name.
    package static func targets(of dockerfile: Dockerfile) -> [TargetDescription] {
        dockerfile.stages.map { stage in
            var target = TargetDescription(
                isDefault: stage.index == dockerfile.stages.count - 1, base: stage.from.image.text,
                lines: stage.instruction.lines)
            target.name = stage.name
            target.description = stage.from.description
            target.platform = stage.from.platform?.text
            return target
        }
    }
}
