using System.Collections.Frozen;

namespace Palladium.Doctrine.Gate;

/// <summary>Actions of which the gate itself knows something, whatever the doctrine says.</summary>
internal static class GateActions
{
    private static readonly FrozenSet<string> Alerts =
        FrozenSet.Create(StringComparer.Ordinal, "receiveAlert", "readAlert", "postAlert", "publishAlert");

    /// <summary>Whether it is about an alert: alerts flow to those who lag behind, and when authority is old or the clock in doubt.</summary>
    public static bool IsAboutAlerts(string action) => Alerts.Contains(action);
}
