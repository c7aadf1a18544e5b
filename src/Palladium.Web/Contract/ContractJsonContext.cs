using System.Text.Json.Serialization;

namespace Palladium.Web.Contract;

/// <summary>
/// Readers and writers of the contract, written by the compiler: made at run time they cost a node some hundred methods to compile
/// while its first alert waits.
/// </summary>
[JsonSerializable(typeof(AlertSummaryDto[]))]
[JsonSerializable(typeof(AlertDetailDto))]
[JsonSerializable(typeof(CityDto))]
[JsonSerializable(typeof(SiteDto[]))]
[JsonSerializable(typeof(CameraDto[]))]
[JsonSerializable(typeof(UnitDto[]))]
[JsonSerializable(typeof(UnitDto))]
[JsonSerializable(typeof(DoctrineDto))]
[JsonSerializable(typeof(DoctrineFileRequest))]
[JsonSerializable(typeof(IncidentDto[]))]
[JsonSerializable(typeof(IncidentDto))]
[JsonSerializable(typeof(IncidentDetailDto))]
[JsonSerializable(typeof(OpenIncidentRequest))]
[JsonSerializable(typeof(SendMessageRequest))]
[JsonSerializable(typeof(PublicMessageDto))]
[JsonSerializable(typeof(LogEntryDto))]
[JsonSerializable(typeof(LogPageDto))]
[JsonSerializable(typeof(ProofDto))]
[JsonSerializable(typeof(HoldDto[]))]
[JsonSerializable(typeof(PlaceHoldRequest))]
[JsonSerializable(typeof(MeDto))]
[JsonSerializable(typeof(ProblemDto))]
[JsonSerializable(typeof(NetworkDto))]
[JsonSerializable(typeof(PublicNetworkDto))]
[JsonSerializable(typeof(NodeDto))]
[JsonSerializable(typeof(RefusalDto[]))]
[JsonSerializable(typeof(SourceDto[]))]
[JsonSerializable(typeof(SourceReadingsDto))]
[JsonSerializable(typeof(ObservationRequest))]
[JsonSerializable(typeof(ObservationsRequest))]
[JsonSerializable(typeof(ObservationsAnswer))]
[JsonSerializable(typeof(SnapshotDto))]
[JsonSerializable(typeof(CeremonyDto))]
[JsonSerializable(typeof(CeremonyAnswer))]
[JsonSerializable(typeof(AccountDto))]
[JsonSerializable(typeof(PeopleDto))]
[JsonSerializable(typeof(GrantsDto))]
[JsonSerializable(typeof(LinkRequest))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(SecretDto))]
internal sealed partial class ContractJsonContext : JsonSerializerContext;
