namespace Palladium.Doctrine.Bundle;

/// <summary>A legal basis on which data may be used. A purpose names one; the gate denies one that is not listed.</summary>
/// <param name="Id">Name, unique in the doctrine: <c>public-task</c>.</param>
/// <param name="Words">The law or agreement behind it, in words for a resident.</param>
public sealed record LegalBasis(string Id, string Words);
