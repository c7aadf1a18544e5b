using Palladium.Records;

namespace Palladium.Sensing.Thresholds;

/// <summary>One cause of alerts: this rule, at this source, at this site. As long as it is open it is one alert.</summary>
/// <param name="Rule">Id of the threshold rule.</param>
/// <param name="Owner">The member whose source it is.</param>
/// <param name="Source">The source's id within its member.</param>
/// <param name="Site">The site; empty for none.</param>
public sealed record CauseKey(string Rule, MemberId Owner, string Source, string Site)
{
    /// <inheritdoc />
    public override string ToString() => $"{Rule} at {Owner}/{Source} ({(Site.Length > 0 ? Site : "no site")})";
}
