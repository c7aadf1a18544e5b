using System.Globalization;

namespace Palladium.Web.Words;

/// <summary>Exact times in the city's zone, which is always named beside them.</summary>
public sealed class CityTime
{
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;

    /// <summary>The zone's name as shown: the last part of the IANA name, or UTC.</summary>
    public string Name { get; private set; } = "UTC";

    /// <summary>The IANA name for the browser.</summary>
    public string Iana { get; private set; } = "UTC";

    /// <summary>Takes the city's zone. A name that this machine does not know leaves UTC, which is then what the screen names.</summary>
    public void Use(string iana)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(iana, out var zone))
        {
            _zone = zone;
            Iana = iana;
            Name = iana[(iana.LastIndexOf('/') + 1)..].Replace('_', ' ');
        }
    }

    /// <summary>14:05:22</summary>
    public string Clock(DateTimeOffset time) =>
        TimeZoneInfo.ConvertTime(time, _zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>23 Nov 2026, 14:05:22 Montevideo</summary>
    public string Exact(DateTimeOffset time) =>
        $"{TimeZoneInfo.ConvertTime(time, _zone).ToString("d MMM yyyy, HH:mm:ss", CultureInfo.InvariantCulture)} {Name}";
}
