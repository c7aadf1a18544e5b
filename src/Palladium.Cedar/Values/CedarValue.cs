namespace Palladium.Cedar;

/// <summary>A value of the language. Immutable; compared by content, as <c>==</c> in a policy does.</summary>
public abstract class CedarValue : IEquatable<CedarValue>
{
    /// <summary>The deepest nesting of sets and records a value may have.</summary>
    public const int MaxDepth = 500;

    private protected CedarValue(int depth = 1) => Depth = depth;

    /// <summary>The type as error messages name it: <c>bool</c>, <c>long</c>, <c>set</c>, ...</summary>
    public abstract string TypeName { get; }

    /// <summary>How deep sets and records are nested in it; 1 for a plain value.</summary>
    internal int Depth { get; }

    /// <summary>The value as it is computed with.</summary>
    internal virtual Evaluation.Value Packed => new(this, 0);

    /// <inheritdoc/>
    public abstract bool Equals(CedarValue? other);

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as CedarValue);

    /// <inheritdoc/>
    public abstract override int GetHashCode();

    /// <summary>The value as a Cedar expression.</summary>
    public abstract override string ToString();

    private protected static int DepthOver(IEnumerable<CedarValue> parts)
    {
        var depth = 0;
        foreach (var part in parts)
        {
            depth = Math.Max(depth, part.Depth);
        }

        return depth >= MaxDepth
            ? throw new ArgumentException($"Values nest at most {MaxDepth} deep.", nameof(parts))
            : depth + 1;
    }
}
