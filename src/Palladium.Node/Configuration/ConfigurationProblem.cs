namespace Palladium.Node.Configuration;

/// <summary>One thing wrong in a configuration file, said so that it can be mended without reading code.</summary>
/// <param name="File">The file as it was named.</param>
/// <param name="Line">Line from 1; 0 when the whole file is meant.</param>
/// <param name="Key">The key with its table: <c>listen.http_port</c>.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record ConfigurationProblem(string File, int Line, string Key, string Message)
{
    /// <inheritdoc />
    public override string ToString() => Line > 0
        ? $"{File}:{Line}: {Key}: {Message}"
        : $"{File}: {Key}: {Message}";
}

/// <summary>A configuration, or everything that is wrong with the file at once.</summary>
/// <param name="Value">Null when there are problems.</param>
/// <param name="Problems">Empty when there is a value.</param>
public sealed record ConfigurationResult(NodeConfiguration? Value, IReadOnlyList<ConfigurationProblem> Problems);
