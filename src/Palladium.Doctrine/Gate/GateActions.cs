using System.Collections.Frozen;

namespace Palladium.Doctrine.Gate;

/// <summary>Actions of which the gate itself knows something, whatever the doctrine says.</summary>
internal static class GateActions
{
    private static readonly FrozenSet<string> Alerts =
        FrozenSet.Create(StringComparer.Ordinal, "receiveAlert", "readAlert", "postAlert", "publishAlert");

    private static readonly FrozenSet<string> Writes = FrozenSet.Create(
        StringComparer.Ordinal, "writeObservation", "postPosition", "openIncident", "takeLead", "sendPublicMessage", "administer");

    /// <summary>Whether it goes on while the clock is in doubt: alerts, and what takes something in or tells the public, but no reading.</summary>
    public static bool GoesOnWithoutTime(string action) => IsAboutAlerts(action) || Writes.Contains(action);

    /// <summary>Whether it is about an alert: alerts flow to those who lag behind, and when authority is old or the clock in doubt.</summary>
    public static bool IsAboutAlerts(string action) => Alerts.Contains(action);
}
