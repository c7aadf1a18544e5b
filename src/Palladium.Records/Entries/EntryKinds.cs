using System.Collections.Frozen;

namespace Palladium.Records.Entries;

/// <summary>
/// The registry: every kind of entry this version writes. A kind from a newer version is mirrored and verified but not
/// interpreted. A name never changes its meaning; <c>docs/spec/kinds.md</c> lists the bodies.
/// </summary>
public static class EntryKinds
{
    /// <summary>A node began to run.</summary>
    public static readonly EntryKind NodeStarted = new("node.started", AudienceClass.Public, "That the node was started, and when.");

    /// <summary>A setting of the node, an account, a token or a source was changed.</summary>
    public static readonly EntryKind SettingChanged = new("setting.changed", AudienceClass.Own, "That some setting was changed, and when.");

    /// <summary>A steward signed one successor of a charter version. Logged before the signature is given out.</summary>
    public static readonly EntryKind CharterSigned = new("charter.signed", AudienceClass.Public, "That a steward signed a charter.");

    /// <summary>The node took a charter version as the one in force.</summary>
    public static readonly EntryKind CharterAdopted = new("charter.adopted", AudienceClass.Public, "That the node follows a charter version.");

    /// <summary>The node took a doctrine as the one in force.</summary>
    public static readonly EntryKind DoctrineAdopted = new("doctrine.adopted", AudienceClass.Public, "That the node follows a doctrine.");

    /// <summary>A doctrine was offered and not taken.</summary>
    public static readonly EntryKind DoctrineRefused = new("doctrine.refused", AudienceClass.Public, "That a doctrine was refused.");

    /// <summary>Readings or positions: many under one hash.</summary>
    public static readonly EntryKind Segment = new("segment", AudienceClass.Own, "That readings or positions were stored, and roughly how much.");

    /// <summary>An alert was issued, updated or cleared.</summary>
    public static readonly EntryKind Alert = new("alert", AudienceClass.Members, "That an alert was issued, updated or cleared.");

    /// <summary>A message to the public.</summary>
    public static readonly EntryKind PublicMessage = new("message.public", AudienceClass.Public, "That the public was told something.");

    /// <summary>An incident was opened, changed or closed.</summary>
    public static readonly EntryKind Incident = new("incident", AudienceClass.Members, "That an incident was opened, changed or closed.");

    /// <summary>A member took the lead of an incident with a term, or gave it up.</summary>
    public static readonly EntryKind Lead = new("lead", AudienceClass.Members, "That the lead of some incident was claimed or given up.");

    /// <summary>A member stated that it cannot reach the one that leads.</summary>
    public static readonly EntryKind LeadAttested = new("lead.attested", AudienceClass.Members, "That somebody's lead was found unreachable.");

    /// <summary>A member asked another for a body or a live stream.</summary>
    public static readonly EntryKind ReleaseRequested = new("release.requested", AudienceClass.Members, "That something was asked of another member.");

    /// <summary>A body or a live stream was released to another member.</summary>
    public static readonly EntryKind Release = new("release", AudienceClass.Members, "That something was released to another member.");

    /// <summary>A request of another member was denied.</summary>
    public static readonly EntryKind ReleaseDenied = new("release.denied", AudienceClass.Members, "That a request of another member was denied.");

    /// <summary>What another member released has arrived and was checked.</summary>
    public static readonly EntryKind Receipt = new("receipt", AudienceClass.Members, "That something released by another member arrived.");

    /// <summary>A live stream to another member ended; the body holds its count and hash.</summary>
    public static readonly EntryKind LeaseClosed = new("lease.closed", AudienceClass.Members, "That a live stream between members ended.");

    /// <summary>A person or a token was let in to protected data.</summary>
    public static readonly EntryKind Access = new("access", AudienceClass.Own, "That protected data was opened to somebody, for a class of purpose.");

    /// <summary>An access ended; the body holds its extent.</summary>
    public static readonly EntryKind AccessClosed = new("access.closed", AudienceClass.Own, "That an access ended.");

    /// <summary>A person or a token was denied protected data.</summary>
    public static readonly EntryKind AccessDenied = new("access.denied", AudienceClass.Own, "That somebody was denied protected data.");

    /// <summary>A person read an alert.</summary>
    public static readonly EntryKind AlertRead = new("alert.read", AudienceClass.Members, "That an alert was read.");

    /// <summary>A peer's message was refused: malformed, unverifiable or not allowed.</summary>
    public static readonly EntryKind PeerRefused = new("peer.refused", AudienceClass.Public, "That a message of another member was refused.");

    /// <summary>Two heads of one log that do not extend each other. The body is the evidence.</summary>
    public static readonly EntryKind Fork = new("fork", AudienceClass.Public, "That another member's log was found to be forked.");

    /// <summary>A body was erased: key and salt are gone.</summary>
    public static readonly EntryKind Erased = new("erased", AudienceClass.Public, "That a body was erased.");

    /// <summary>Copies of other members' bodies were erased here, as the doctrine obliges whoever was handed one.</summary>
    public static readonly EntryKind ErasedHeld = new("erased.held", AudienceClass.Members, "That copies of other members' bodies were erased.");

    /// <summary>Something is kept beyond its time, or no longer.</summary>
    public static readonly EntryKind Hold = new("hold", AudienceClass.Own, "That erasing was held up for a case, or that this ended.");

    /// <summary>The threat level of an area or of the whole city was set.</summary>
    public static readonly EntryKind Threat = new("threat", AudienceClass.Members, "That a threat level was set.");

    /// <summary>Somebody used force.</summary>
    public static readonly EntryKind Force = new("force", AudienceClass.Members, "That a use of force was recorded.");

    /// <summary>Protected data was opened in an emergency by one person alone.</summary>
    public static readonly EntryKind EmergencyAccess = new("access.emergency", AudienceClass.Members, "That protected data was opened in an emergency, to be reviewed.");

    /// <summary>A use of force or an emergency access was reviewed.</summary>
    public static readonly EntryKind Review = new("review", AudienceClass.Members, "That a use of force or an emergency access was reviewed.");

    /// <summary>Every kind above by its name.</summary>
    public static readonly FrozenDictionary<string, EntryKind> All = new[]
    {
        NodeStarted, SettingChanged, CharterSigned, CharterAdopted, DoctrineAdopted, DoctrineRefused, Segment, Alert,
        PublicMessage, Incident, Lead, LeadAttested, ReleaseRequested, Release, ReleaseDenied, Receipt, LeaseClosed,
        Access, AccessClosed, AccessDenied, AlertRead, PeerRefused, Fork, Erased, ErasedHeld, Hold,
        Threat, Force, EmergencyAccess, Review,
    }.ToFrozenDictionary(kind => kind.Name);
}
