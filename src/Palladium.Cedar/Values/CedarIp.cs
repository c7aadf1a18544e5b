namespace Palladium.Cedar;

/// <summary>An IPv4 or IPv6 address or range.</summary>
public sealed class CedarIp : CedarValue
{
    internal CedarIp(IpRange range) => Range = range;

    /// <summary>Whether it is an IPv6 address; an IPv4 address written in IPv6 form counts as IPv6.</summary>
    public bool IsIpv6 => Range.IsIpv6;

    /// <summary>The length of the network prefix: 32 or 128 for a single address.</summary>
    public int Prefix => Range.Prefix;

    /// <summary>Whether the whole range lies in 127.0.0.0/8 or ::1.</summary>
    public bool IsLoopback => Range.IsLoopback;

    /// <summary>Whether the whole range lies in 224.0.0.0/4 or ff00::/8.</summary>
    public bool IsMulticast => Range.IsMulticast;

    /// <inheritdoc/>
    public override string TypeName => "ipaddr";

    /// <summary>The range. Only a frame changes it, and only in objects that it lends out while it evaluates.</summary>
    internal IpRange Range { get; set; }

    /// <summary>The range as <see cref="Parse"/> reads it.</summary>
    public string Text => Range.ToString();

    /// <summary>Reads an address, optionally with <c>/prefix</c>.</summary>
    /// <returns>Null when the text is neither; IPv4 embedded in IPv6 with dots is refused.</returns>
    public static CedarIp? Parse(string text) => IpRange.TryParse(text, out var range) ? new CedarIp(range) : null;

    /// <summary>Whether every address of this one is in the other's range; false across the two families.</summary>
    public bool IsInRange(CedarIp other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Range.IsIn(other.Range);
    }

    /// <inheritdoc/>
    public override bool Equals(CedarValue? other) => other is CedarIp that && that.Range == Range;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(2, Range);

    /// <inheritdoc/>
    public override string ToString() => $"ip(\"{Text}\")";
}
