namespace Palladium.Doctrine.Gate;

/// <summary>Whether an incident is open is a fact of a day, not of a doctrine: for tests, proofs and replays of a doctrine all are.</summary>
internal sealed class AllPurposesOpen : IOpenPurposes
{
    public bool IsOpen(GatePurpose purpose) => true;
}
