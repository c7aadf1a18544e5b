namespace Palladium.Cedar.Partial;

internal enum ChainEnd
{
    /// <summary>Every part is what the chain goes on with.</summary>
    AllAsWanted,

    /// <summary>A part is not, and nothing before it errs.</summary>
    NotAsWanted,

    /// <summary>The first part that is reached errs.</summary>
    Errs,

    /// <summary>It depends on the parts that are left.</summary>
    Open,
}

/// <summary>
/// Parts that are looked at one after the other until one is not what the chain goes on with: <c>&amp;&amp;</c>, <c>||</c>, and the
/// conditions of a policy.
/// </summary>
internal sealed class ResidueChain
{
    private readonly List<(Residue Part, bool Wanted)> _open = [];

    /// <summary>The parts that are left, each with the value the chain goes on with.</summary>
    public IReadOnlyList<(Residue Part, bool Wanted)> Open => _open;

    public bool MayErr { get; private set; }

    public ChainEnd End { get; private set; } = ChainEnd.AllAsWanted;

    /// <summary>Takes the next part. False where what follows is never reached.</summary>
    public bool Take(in Residue part, bool wanted)
    {
        if (part.IsOpen)
        {
            _open.Add((part, wanted));
            MayErr |= part.Errs == Erring.Maybe || part.Type is not Schema.BoolType;
            End = ChainEnd.Open;
            return true;
        }

        if (part.Value is not CedarBool value)
        {
            // It errs, or is no bool. Whether it is reached depends on the parts before.
            MayErr = true;
            End = _open.Count == 0 ? ChainEnd.Errs : ChainEnd.Open;
            _open.Add((part, wanted));
            return false;
        }

        if (value.Value == wanted)
        {
            return true;
        }

        if (MayErr)
        {
            _open.Add((part, wanted));
        }
        else
        {
            _open.Clear();
            End = ChainEnd.NotAsWanted;
        }

        return false;
    }
}
