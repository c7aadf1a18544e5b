using Palladium.Cedar;
using Palladium.Records.Entries;

namespace Palladium.Doctrine.Gate;

/// <summary>Why data is used. Never free text: a class, something that exists, and a legal basis.</summary>
/// <param name="Class">The class; it is the one thing of a purpose that the public header shows.</param>
/// <param name="Ref">
/// The id of a standing plan of the doctrine (class <see cref="PurposeClass.Plan"/>), of an open incident, exercise or oversight case;
/// for <see cref="PurposeClass.Administration"/> what is administered.
/// </param>
/// <param name="Basis">Id of a legal basis that the doctrine lists.</param>
public sealed record GatePurpose(PurposeClass Class, string Ref, string Basis = "public-task")
{
    /// <summary>The word of the class, as in headers and in Cedar contexts.</summary>
    public string ClassWord => Class switch
    {
        PurposeClass.Administration => "administration",
        PurposeClass.Plan => "plan",
        PurposeClass.Incident => "incident",
        PurposeClass.Exercise => "exercise",
        PurposeClass.Oversight => "oversight",
        _ => throw new InvalidOperationException($"{Class} is not a class of purpose."),
    };
}

/// <summary>
/// Knows which incidents, exercises and oversight cases are open. The gate asks it for every purpose that is not a standing
/// plan and not administration. Must answer at once, from memory, on any thread.
/// </summary>
public interface IOpenPurposes
{
    /// <summary>Whether that of which the purpose speaks exists and is open now.</summary>
    bool IsOpen(GatePurpose purpose);

    /// <summary>Whether somebody else than the member of whoever asks stands behind that of which the purpose speaks.</summary>
    bool IsConfirmed(GatePurpose purpose, EntityUid asking) => false;
}
