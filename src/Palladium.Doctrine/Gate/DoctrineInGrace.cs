using Palladium.Doctrine.Bundle;

namespace Palladium.Doctrine.Gate;

/// <summary>A version of the doctrine that another has replaced and that still counts: what it does not permit is denied.</summary>
/// <param name="Doctrine">The version.</param>
/// <param name="Until">From then on it does not count any more.</param>
public sealed record DoctrineInGrace(DoctrineBundle Doctrine, DateTimeOffset Until);
