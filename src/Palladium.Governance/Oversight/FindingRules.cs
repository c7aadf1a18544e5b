using System.Collections.Frozen;

namespace Palladium.Governance.Oversight;

/// <summary>What an overseer can find. Names are stable: reports are compared over years.</summary>
public static class FindingRules
{
    /// <summary>The author signed two heads that do not extend each other.</summary>
    public const string Fork = "log.forked";

    /// <summary>The log shows an older head than one seen before.</summary>
    public const string Shrunk = "log.shrunk";

    /// <summary>The checkpoint is malformed, of another log, or not signed by the author's key.</summary>
    public const string BadSignature = "checkpoint.signature";

    /// <summary>Entries or tiles do not lead to the signed head.</summary>
    public const string BadRoot = "entries.root";

    /// <summary>An entry that was verified before is served with other bytes now.</summary>
    public const string Altered = "entries.altered";

    /// <summary>A leaf is not a header in its one form.</summary>
    public const string UnreadableLeaf = "leaf.unreadable";

    /// <summary>A file of the log is missing.</summary>
    public const string Missing = "log.missing";

    /// <summary>A cosignature under the id of a member's key is wrong.</summary>
    public const string BadCosignature = "cosignature.wrong";

    /// <summary>Another member's mirror shows something else than the author.</summary>
    public const string MirrorDiffers = "mirror.differs";

    /// <summary>Nodes name different members or keys.</summary>
    public const string MembershipDiffers = "membership.differs";

    /// <summary>A member's keys are not those seen first, under the same charter version.</summary>
    public const string KeysChanged = "membership.keys-changed";

    /// <summary>The node does not answer.</summary>
    public const string Unreachable = "node.unreachable";

    /// <summary>Nobody says where the member's public log is.</summary>
    public const string Unlisted = "log.unlisted";

    /// <summary>Our own copy of a log is damaged, so that nothing can be compared with it.</summary>
    public const string OwnCopyDamaged = "copy.damaged";

    private static readonly FrozenSet<string> PassingRules =
        new[] { Unreachable, Unlisted, MembershipDiffers, Missing }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether it stays a finding for ever, also when it is not observed any more: what was once signed or shown wrongly.</summary>
    public static bool Lasts(string rule) => !PassingRules.Contains(rule);
}
