using System.Globalization;
using System.Text.Json.Nodes;

namespace Palladium.Doctrine.Entities;

/// <summary>What a member granted to one of its people: <see cref="PersonFacts"/> before the clock is asked.</summary>
public sealed record PersonGrants
{
    /// <summary>Words of the doctrine.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>When the person is on duty; never, when there is none.</summary>
    public IReadOnlyList<DutyTime> Duty { get; init; } = [];

    /// <summary>Sites of which the person has charge.</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];

    /// <summary>0 to 5.</summary>
    public int RoleForce { get; init; }

    /// <summary>0 to 5.</summary>
    public int Accreditation { get; init; }

    /// <summary>When the accreditation is over; it then counts as none.</summary>
    public DateTimeOffset AccreditedUntil { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Whether the person is a reservist.</summary>
    public bool Reservist { get; init; }

    /// <summary>Whether the reservist was called up.</summary>
    public bool CalledUp { get; init; }

    /// <summary>Whether the person sits on the ethics committee.</summary>
    public bool Overseer { get; init; }

    /// <summary>The facts at a moment.</summary>
    public PersonFacts At(DateTimeOffset now) => new()
    {
        Roles = Roles,
        OnDuty = Duty.Any(duty => duty.Covers(now)),
        Sites = Sites,
        RoleForce = RoleForce,
        Accreditation = Accreditation,
        AccreditedUntil = AccreditedUntil,
        Reservist = Reservist,
        CalledUp = CalledUp,
        Overseer = Overseer,
    };

    /// <summary>As it is stored and as it stands in the log.</summary>
    public JsonObject ToJson() => new()
    {
        ["roles"] = Texts(Roles),
        ["duty"] = Texts(Duty.Select(duty => duty.ToString())),
        ["sites"] = Texts(Sites),
        ["roleForce"] = RoleForce,
        ["accreditation"] = Accreditation,
        ["accreditedUntil"] = AccreditedUntil.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["reservist"] = Reservist,
        ["calledUp"] = CalledUp,
        ["overseer"] = Overseer,
    };

    /// <summary>Reads what <see cref="ToJson"/> wrote. What is absent is not granted.</summary>
    public static PersonGrants FromJson(JsonNode json) => new()
    {
        Roles = Texts(json["roles"]),
        Duty = [.. Texts(json["duty"]).Select(text => DutyTime.Parse(text)).Where(duty => duty.Refusal is null).Select(duty => duty.Value)],
        Sites = Texts(json["sites"]),
        RoleForce = (int?)json["roleForce"] ?? 0,
        Accreditation = (int?)json["accreditation"] ?? 0,
        AccreditedUntil = (string?)json["accreditedUntil"] is { } until
            ? DateTimeOffset.Parse(until, CultureInfo.InvariantCulture)
            : DateTimeOffset.UnixEpoch,
        Reservist = (bool?)json["reservist"] ?? false,
        CalledUp = (bool?)json["calledUp"] ?? false,
        Overseer = (bool?)json["overseer"] ?? false,
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    private static string[] Texts(JsonNode? json) => json is JsonArray array ? [.. array.Select(item => (string)item!)] : [];
}
