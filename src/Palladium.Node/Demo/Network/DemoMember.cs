namespace Palladium.Node.Demo.Network;

/// <summary>One of the invented members of the demo city.</summary>
/// <param name="Id">Name in the network.</param>
/// <param name="Name">What people call it; the console marks all of them as invented.</param>
/// <param name="Kind">The kind that the doctrine's rules speak of.</param>
/// <param name="Operator">The name of the operator that the demo signs in.</param>
internal sealed record DemoMember(string Id, string Name, string Kind, string Operator)
{
    public static readonly IReadOnlyList<DemoMember> All =
    [
        new("safety", "City safety office", "safety", "Duty desk, safety office"),
        new("police", "Police", "police", "Duty desk, police"),
        new("fire", "Fire and rescue", "fire", "Duty desk, fire and rescue"),
        new("ambulance", "Ambulance and hospitals", "ambulance", "Duty desk, ambulance"),
        new("bus", "Bus operator", "bus", "Control room, buses"),
        new("portsec", "Port security", "security", "Control room, port"),
        new("stadium", "Football stadium", "stadium", "Control room, stadium"),
        new("utility", "Power utility", "utility", "Control room, power"),
        new("residents", "Residents' association", "residents", "Residents' desk"),
        new("ethics", "Ethics committee", "oversight", "Ethics committee"),
    ];
}
