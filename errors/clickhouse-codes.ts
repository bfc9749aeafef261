/** Which of ClickHouse's errors are which, by its codes (src/Common/ErrorCodes.cpp). */
import type { ErrorKind } from './error-kind.ts';

/** Data that does not fit a column or a constraint: the row is refused, with the same answer each time. */
const REFUSALS = new Set([
  '6', // CANNOT_PARSE_TEXT
  '26', // CANNOT_PARSE_QUOTED_STRING
  '27', // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  '33', // CANNOT_READ_ALL_DATA
  '38', // CANNOT_PARSE_DATE
  '41', // CANNOT_PARSE_DATETIME
  '53', // TYPE_MISMATCH
  '69', // ARGUMENT_OUT_OF_BOUND
  '70', // CANNOT_CONVERT_TYPE
  '72', // CANNOT_PARSE_NUMBER
  '117', // INCORRECT_DATA
  '131', // TOO_LARGE_STRING_SIZE
  '321', // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
  '349', // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
  '407', // DECIMAL_OVERFLOW
  '469', // VIOLATED_CONSTRAINT
  '691', // UNKNOWN_ELEMENT_OF_ENUM
]);

/** What passes with time, or when an administrator of ClickHouse has done something. */
const OUTAGES = new Set([
  // Too much at a time.
  '158', // TOO_MANY_ROWS
  '159', // TIMEOUT_EXCEEDED
  '160', // TOO_SLOW
  '173', // CANNOT_ALLOCATE_MEMORY
  '201', // QUOTA_EXCEEDED
  '202', // TOO_MANY_SIMULTANEOUS_QUERIES
  '203', // NO_FREE_CONNECTION
  '241', // MEMORY_LIMIT_EXCEEDED
  '252', // TOO_MANY_PARTS
  '307', // TOO_MANY_BYTES
  '373', // SESSION_IS_LOCKED
  '396', // TOO_MANY_ROWS_OR_BYTES
  '439', // CANNOT_SCHEDULE_TASK
  '473', // DEADLOCK_AVOIDED
  '745', // SERVER_OVERLOADED
  // Going down, or broken off.
  '236', // ABORTED
  '394', // QUERY_WAS_CANCELLED
  '735', // QUERY_WAS_CANCELLED_BY_CLIENT
  // Its disk, full or broken.
  '40', // CHECKSUM_DOESNT_MATCH
  '74', // CANNOT_READ_FROM_FILE_DESCRIPTOR
  '75', // CANNOT_WRITE_TO_FILE_DESCRIPTOR
  '76', // CANNOT_OPEN_FILE
  '77', // CANNOT_CLOSE_FILE
  '87', // CANNOT_SEEK_THROUGH_FILE
  '88', // CANNOT_TRUNCATE_FILE
  '107', // FILE_DOESNT_EXIST
  '204', // CANNOT_FSYNC
  '243', // NOT_ENOUGH_SPACE
  '246', // CORRUPTED_DATA
  '425', // SYSTEM_ERROR
  '499', // S3_ERROR
  // Its network, replicas and keepers.
  '23', // CANNOT_READ_FROM_ISTREAM
  '24', // CANNOT_WRITE_TO_OSTREAM
  '198', // DNS_ERROR
  '209', // SOCKET_TIMEOUT
  '210', // NETWORK_ERROR
  '225', // NO_ZOOKEEPER
  '242', // TABLE_IS_READ_ONLY
  '254', // NO_ACTIVE_REPLICAS
  '279', // ALL_CONNECTION_TRIES_FAILED
  '285', // TOO_FEW_LIVE_REPLICAS
  '286', // UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE
  '319', // UNKNOWN_STATUS_OF_INSERT
  '415', // ALL_REPLICAS_LOST
  '999', // KEEPER_EXCEPTION
  '1000', // POCO_EXCEPTION
  '1001', // STD_EXCEPTION
  '1002', // UNKNOWN_EXCEPTION
  // Not set up: migrate has not run, or the account may not.
  '60', // UNKNOWN_TABLE
  '81', // UNKNOWN_DATABASE
  '192', // UNKNOWN_USER
  '193', // WRONG_PASSWORD
  '194', // REQUIRED_PASSWORD
  '195', // IP_ADDRESS_NOT_ALLOWED
  '218', // TABLE_IS_DROPPED
  '497', // ACCESS_DENIED
  '516', // AUTHENTICATION_FAILED
]);

/** Of the other codes most say that the statement is wrong, as an unknown column does. */
export function clickHouseKind(code: string): ErrorKind {
  if (OUTAGES.has(code)) return 'outage';
  return REFUSALS.has(code) ? 'refusal' : 'fault';
}
