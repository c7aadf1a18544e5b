namespace Palladium.City.Roads;

/// <summary>How important a road is, as far as traffic and drawing go. The numbers are stored in files: never renumber.</summary>
public enum RoadClass : byte
{
    /// <summary>Motorway.</summary>
    Motorway = 0,

    /// <summary>Trunk road.</summary>
    Trunk = 1,

    /// <summary>Primary road.</summary>
    Primary = 2,

    /// <summary>Secondary road.</summary>
    Secondary = 3,

    /// <summary>Tertiary road.</summary>
    Tertiary = 4,

    /// <summary>Residential street.</summary>
    Residential = 5,

    /// <summary>Access road, car park lane.</summary>
    Service = 6,

    /// <summary>Living or pedestrian street that vehicles may enter at walking pace.</summary>
    Living = 7,
}
