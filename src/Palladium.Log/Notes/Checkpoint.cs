using System.Globalization;

namespace Palladium.Log;

/// <summary>What a log claims about itself at one size (C2SP tlog-checkpoint), before anybody signed it.</summary>
/// <param name="Origin">Identity of the log.</param>
/// <param name="Size">Number of leaves.</param>
/// <param name="Root">Root of the tree of that size.</param>
public sealed record Checkpoint(string Origin, long Size, TreeHash Root)
{
    /// <summary>Lines after the root, without their newlines. Signed, but opaque to every verifier.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>The text to sign.</summary>
    public string ToText()
    {
        var lines = Extensions.Count == 0 ? string.Empty : string.Join('\n', Extensions) + "\n";
        return string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Root}\n{lines}");
    }

    /// <summary>Reads the text of a note. Sizes above 2^63 - 1 are refused.</summary>
    public static LogOutcome<Checkpoint> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Split('\n');
        if (lines.Length < 4 || lines[^1].Length != 0 || lines[..^1].Any(line => line.Length == 0))
        {
            return new LogRefusal("checkpoint", "must have at least three lines, none empty, each ended by a newline");
        }

        if (!LogLines.TryNumber(lines[1], out var size))
        {
            return new LogRefusal("checkpoint.size", "must be a decimal number without leading zeros below 2^63");
        }

        if (!TreeHash.TryParse(lines[2], out var root))
        {
            return new LogRefusal("checkpoint.root", "must be 32 bytes in base64");
        }

        if (size == 0 && root != MerkleTree.EmptyRoot)
        {
            return new LogRefusal("checkpoint.root", "of an empty log must be the hash of nothing");
        }

        return new Checkpoint(lines[0], size, root) { Extensions = lines[3..^1] };
    }

    /// <inheritdoc/>
    public bool Equals(Checkpoint? other) => other is not null && Origin == other.Origin && Size == other.Size
        && Root == other.Root && Extensions.SequenceEqual(other.Extensions);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Origin, Size, Root);
}
